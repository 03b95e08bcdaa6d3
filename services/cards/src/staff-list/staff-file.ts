/**
 * Files of people whom a client orders cards for: CSV with a heading, in Chinese or English words. Every line is good or
 * says what is wrong with it, by line and column, and never says back what was in it: it is personal data.
 */
import { Readable } from 'node:stream';
import { type Fen, fen, plus, ZERO_FEN } from '@scrip/money';
import { CsvError, parse } from 'csv-parse';
import type { Profile } from '../vault/profile.ts';
import { spelling } from '../vault/profile.ts';

/** People of one list: a company's staff; a larger one sends a list for each of its houses. */
export const STAFF_LINES_MAX = 10_000;
/** Faults that are told at once; who mends these finds the others. */
const FAULTS_MAX = 1_000;
/** A line of five fields is some hundred bytes; a quote that is never closed must not swallow the file. */
const LINE_CHARS_MAX = 2_000;
/** A hundred thousand yuan: more than any month's allowance. */
const AMOUNT_FEN_MAX = fen(10_000_000);

/** The columns, with the words that a heading may use for them. */
const COLUMNS = {
  name: ['name', '姓名'],
  idNumber: ['idnumber', '身份证号', '身份证号码', '证件号码'],
  staffNo: ['staffno', '工号', '员工编号'],
  mobile: ['mobile', '手机', '手机号', '手机号码'],
  amountYuan: ['amountyuan', '金额', '补贴金额', '充值金额'],
} as const;
/** A column of the file. */
export type StaffColumn = keyof typeof COLUMNS;
const NEEDED: readonly StaffColumn[] = ['name', 'idNumber', 'staffNo'];

/** What can be wrong, in words; `{column}` and `{first}` stand for the numbers. */
const WORDS = {
  csv_malformed: {
    'zh-CN': '该行的引号或分隔符有误，无法读取',
    en: 'The quotes or separators of this line are wrong; it cannot be read',
  },
  fields_mismatch: { 'zh-CN': '该行的列数与表头不一致', en: 'This line has another number of fields than the heading' },
  value_missing: { 'zh-CN': '该列必须填写', en: 'This column must be filled in' },
  value_too_long: { 'zh-CN': '该列内容过长', en: 'What is in this column is too long' },
  id_number_invalid: {
    'zh-CN': '证件号码格式不正确，或校验码不符',
    en: 'The ID number has another form, or its check digit does not fit',
  },
  id_number_repeated: { 'zh-CN': '证件号码与第 {first} 行重复', en: 'The ID number is that of line {first}' },
  staff_no_invalid: {
    'zh-CN': '工号只能由字母、数字和 _ . - 组成，最多 64 位',
    en: 'A staff number has letters, digits, and _ . - only, up to 64 of them',
  },
  staff_no_repeated: { 'zh-CN': '工号与第 {first} 行重复', en: 'The staff number is that of line {first}' },
  mobile_invalid: { 'zh-CN': '手机号码格式不正确', en: 'The mobile number has another form' },
  amount_invalid: {
    'zh-CN': '金额应为不带单位的数字，最多两位小数',
    en: 'An amount is a number of yuan without a unit, with up to two decimals',
  },
  amount_too_large: { 'zh-CN': '金额超过上限 100000 元', en: 'The amount is above the limit of 100,000 yuan' },
} as const;

/** A code of a fault. */
export type FaultCode = keyof typeof WORDS;

/** Something wrong in the file. */
export interface StaffFault {
  /** As an editor counts: the heading is line 1. */
  readonly line: number;
  /** Null where the whole line is meant. */
  readonly column: StaffColumn | null;
  readonly code: FaultCode;
  readonly message: { readonly 'zh-CN': string; readonly en: string };
}

/** A person of the list. */
export interface StaffLine {
  /** As an editor counts. */
  readonly line: number;
  /** The client's own code of the person. */
  readonly staffNo: string;
  readonly profile: Profile & { readonly idNumber: string };
  /** Allowance; nothing where none was given. */
  readonly amountFen: Fen;
}

/** The people of a file; all that is wrong with it; or why it is no list. */
export type StaffFile =
  | { readonly kind: 'people'; readonly people: readonly StaffLine[]; readonly allowancesFen: Fen }
  | {
      readonly kind: 'faults';
      /** By line, at most 1,000 of them. */
      readonly faults: readonly StaffFault[];
      readonly faultCount: number;
      readonly wrongLines: number;
      readonly lines: number;
    }
  | {
      readonly kind: 'none';
      readonly code: 'csv_heading_invalid' | 'file_empty' | 'too_many_lines';
      readonly members: Readonly<Record<string, unknown>>;
    };

/**
 * Reads a file; blank lines are passed over. No list, in the order tried: `csv_heading_invalid` {expected, missing,
 * unknownColumns}; `too_many_lines` {limit}; `file_empty`.
 */
export async function readStaffFile(text: string): Promise<StaffFile> {
  const reading = new Reading();
  const parser = Readable.from([text]).pipe(
    parse({
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LINE_CHARS_MAX,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const none = reading.take(record, info.lines);
      if (none) return none;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    reading.fault(lines ?? 0, null, 'csv_malformed');
  }
  return reading.end();
}

/** A file on its way: what was read so far, and what was wrong with it. */
class Reading {
  #columns: readonly StaffColumn[] | undefined;
  readonly #people: StaffLine[] = [];
  readonly #faults: StaffFault[] = [];
  readonly #wrong = new Set<number>();
  readonly #idNumbers = new Map<string, number>();
  readonly #staffNos = new Map<string, number>();
  #faultCount = 0;
  #lines = 0;

  /** The next record; tells why the file is no list, where it is none. */
  take(fields: readonly string[], line: number): StaffFile | undefined {
    if (!this.#columns) return this.#heading(fields);
    if (fields.every((field) => field === '')) return undefined;
    this.#lines += 1;
    if (this.#lines > STAFF_LINES_MAX) {
      return { kind: 'none', code: 'too_many_lines', members: { limit: STAFF_LINES_MAX } };
    }
    if (fields.length !== this.#columns.length) {
      this.fault(line, null, 'fields_mismatch');
      return undefined;
    }
    const values = Object.fromEntries(this.#columns.map((column, index) => [column, fields[index] ?? '']));
    this.#person(line, values);
    return undefined;
  }

  fault(line: number, column: StaffColumn | null, code: FaultCode, first = 0): void {
    this.#wrong.add(line);
    this.#faultCount += 1;
    if (this.#faults.length >= FAULTS_MAX) return;
    const say = (locale: 'zh-CN' | 'en'): string => WORDS[code][locale].replace('{first}', String(first));
    this.#faults.push({ line, column, code, message: { 'zh-CN': say('zh-CN'), en: say('en') } });
  }

  end(): StaffFile {
    if (this.#faultCount > 0) {
      const counts = { faultCount: this.#faultCount, wrongLines: this.#wrong.size, lines: this.#lines };
      return { kind: 'faults', faults: this.#faults, ...counts };
    }
    if (this.#people.length === 0) return { kind: 'none', code: 'file_empty', members: {} };
    const allowancesFen = this.#people.reduce((sum, { amountFen }) => plus(sum, amountFen), ZERO_FEN);
    return { kind: 'people', people: this.#people, allowancesFen };
  }

  #heading(fields: readonly string[]): StaffFile | undefined {
    const columns = fields.map(columnOf);
    const known = columns.filter((column) => column !== undefined);
    const missing = NEEDED.filter((column) => !known.includes(column));
    const unknownColumns = columns.flatMap((column, index) => (column === undefined ? [index + 1] : []));
    if (missing.length > 0 || unknownColumns.length > 0 || new Set(known).size < known.length) {
      const members = { expected: COLUMNS, missing, unknownColumns };
      return { kind: 'none', code: 'csv_heading_invalid', members };
    }
    this.#columns = known;
    return undefined;
  }

  #person(line: number, values: Readonly<Partial<Record<StaffColumn, string>>>): void {
    const before = this.#faultCount;
    const { name = '', idNumber = '', staffNo = '', mobile = '', amountYuan = '' } = values;
    if (name === '') this.fault(line, 'name', 'value_missing');
    else if (name.length > 100) this.fault(line, 'name', 'value_too_long');
    this.#once(line, 'idNumber', idNumber, spelling('id_number', idNumber), this.#idNumbers, isIdNumber, 'id_number');
    this.#once(line, 'staffNo', staffNo, staffNo, this.#staffNos, (text) => STAFF_NO.test(text), 'staff_no');
    if (mobile !== '' && !MOBILE.test(spelling('mobile', mobile))) this.fault(line, 'mobile', 'mobile_invalid');
    const amountFen = amountOf(amountYuan);
    if (amountFen === undefined) this.fault(line, 'amountYuan', 'amount_invalid');
    else if (amountFen > AMOUNT_FEN_MAX) this.fault(line, 'amountYuan', 'amount_too_large');
    if (this.#faultCount > before || amountFen === undefined) return;
    const profile = { name, idNumber, ...(mobile !== '' && { mobile }) };
    this.#people.push({ line, staffNo, profile, amountFen });
  }

  /** A value that is needed, has a form, and stands in one line of the file only. */
  #once(
    line: number,
    column: StaffColumn,
    value: string,
    spelled: string,
    seen: Map<string, number>,
    isOne: (spelled: string) => boolean,
    code: 'id_number' | 'staff_no',
  ): void {
    if (value === '') {
      this.fault(line, column, 'value_missing');
      return;
    }
    if (!isOne(spelled)) {
      this.fault(line, column, `${code}_invalid`);
      return;
    }
    const first = seen.get(spelled);
    if (first === undefined) seen.set(spelled, line);
    else this.fault(line, column, `${code}_repeated`, first);
  }
}

const STAFF_NO = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const MOBILE = /^\+?\d{5,15}$/;

function columnOf(heading: string): StaffColumn | undefined {
  const word = heading.toLowerCase().replace(/[\s_]/g, '');
  return (Object.keys(COLUMNS) as StaffColumn[]).find((column) =>
    (COLUMNS[column] as readonly string[]).includes(word),
  );
}

/** Weights of the places of a citizen's number, and its check digits by the remainder (GB 11643-1999). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** Whether a number in its one spelling may be one: a citizen's of 18 digits must fit its check digit. */
function isIdNumber(spelled: string): boolean {
  if (!/^[A-Z0-9]{5,20}$/.test(spelled)) return false;
  if (!/^\d{17}[\dX]$/.test(spelled)) return true;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(spelled[place]), 0);
  return CHECKS[sum % 11] === spelled[17];
}

/** Yuan as people write them, in fen; nothing for an empty field, undefined for what is no amount. */
function amountOf(text: string): Fen | undefined {
  if (text === '') return ZERO_FEN;
  const digits = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.normalize('NFKC').replaceAll(',', ''));
  if (!digits) return undefined;
  return fen(BigInt(digits[1] ?? '0') * 100n + BigInt((digits[2] ?? '').padEnd(2, '0')));
}
