/** The text of a file that was sent: spreadsheets in China still write GB18030 where nobody tells them otherwise. */
import { Problem } from './problem.ts';

const CHARSETS: Readonly<Record<string, 'utf-8' | 'gb18030'>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
};

/**
 * Decodes a file: by the charset of its media type, else as UTF-8, else as GB18030, which has GBK and GB 2312 in it. A byte
 * order mark is left out. Throws Problem 400 `charset_unknown` with those that are known; 400 `text_invalid` where the bytes
 * are in none of them.
 */
export function fileText(bytes: Buffer, contentType: string | undefined): string {
  const named = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  const charset = named === undefined ? undefined : CHARSETS[named];
  if (named !== undefined && charset === undefined) {
    throw new Problem(400, 'charset_unknown', 'The charset of the file is not known', {
      members: { known: Object.keys(CHARSETS) },
    });
  }
  const text = charset ? decoded(bytes, charset) : (decoded(bytes, 'utf-8') ?? decoded(bytes, 'gb18030'));
  if (text !== undefined) return text;
  throw new Problem(400, 'text_invalid', 'The file is not text in the charset it says, nor in UTF-8 or GB18030');
}

function decoded(bytes: Buffer, charset: 'utf-8' | 'gb18030'): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
