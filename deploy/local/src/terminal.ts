/** How a start looks: in a terminal lines that move, elsewhere one plain line per step. */
import type { Report, Step } from './report.ts';

/** As much of a stream as is needed to write to it. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
/** Where nothing moves, a step that takes long says so this often. */
const PLAIN_NEWS_MS = 15_000;
/** Titles of steps stand in a column of this width. */
const TITLE_WIDTH = 20;

/** Colours, where they are wanted and can be shown. */
export interface Paint {
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** Colours for a terminal; none where NO_COLOR is set or the output is no terminal. */
export function paintFor(output: Output, env: NodeJS.ProcessEnv = process.env): Paint {
  const coloured = output.isTTY === true && !env['NO_COLOR'];
  const code = (open: number, close: number) => (text: string) =>
    coloured ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    green: code(32, 39),
    red: code(31, 39),
    yellow: code(33, 39),
    cyan: code(36, 39),
    dim: code(2, 22),
    bold: code(1, 22),
  };
}

/** One step on the screen. */
interface Line {
  readonly title: string;
  readonly startedAt: number;
  text: string;
  /** When something was last said of it where nothing moves. */
  saidAt: number;
}

/** A report on an output. `close` ends its timer and leaves the cursor on a line of its own. */
export interface TerminalReport extends Report {
  close(): void;
}

function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Shows steps on an output as they begin, move and end. */
export function openTerminal(output: Output = process.stdout): TerminalReport {
  const live = output.isTTY === true;
  const paint = paintFor(output);
  const lines: Line[] = [];
  let drawn = 0;
  let frame = 0;
  let hasFailed = false;

  const clear = (): void => {
    if (drawn > 0) output.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    if (!live) return;
    for (const line of lines) {
      const tail = seconds(line.startedAt);
      const room = (output.columns ?? 100) - TITLE_WIDTH - tail.length - 8;
      const text = line.text.length > room ? `${line.text.slice(0, Math.max(0, room - 1))}…` : line.text;
      const mark = paint.cyan(FRAMES[frame % FRAMES.length] ?? '');
      output.write(`  ${mark} ${line.title.padEnd(TITLE_WIDTH)}${paint.dim(`${text}  ${tail}`)}\n`);
    }
    drawn = lines.length;
  };
  const print = (text: string): void => {
    clear();
    output.write(`${text}\n`);
    draw();
  };
  const tick = (): void => {
    frame += 1;
    clear();
    draw();
    if (live) return;
    for (const line of lines.filter(({ saidAt }) => Date.now() - saidAt >= PLAIN_NEWS_MS)) {
      line.saidAt = Date.now();
      print(`  … ${line.title.padEnd(TITLE_WIDTH)}${line.text}  ${seconds(line.startedAt)}`);
    }
  };
  // Runs only while something is shown: a system that is up for days should not be woken for nothing.
  let timer: NodeJS.Timeout | undefined;
  const move = (): void => {
    timer ??= setInterval(tick, live ? FRAME_MS : 1_000);
    timer.unref();
  };
  const rest = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  const step = (title: string): Step => {
    const line: Line = { title, startedAt: Date.now(), text: '', saidAt: Date.now() };
    lines.push(line);
    move();
    const end = (mark: string, text: string): void => {
      lines.splice(lines.indexOf(line), 1);
      if (lines.length === 0) rest();
      print(`  ${mark} ${title.padEnd(TITLE_WIDTH)}${text}  ${paint.dim(seconds(line.startedAt))}`.trimEnd());
    };
    return {
      progress: (text) => {
        line.text = text;
      },
      done: (text) => end(paint.green('✓'), text),
      failed: () => {
        // What fails after the first was only given up.
        end(hasFailed ? paint.dim('–') : paint.red('✗'), hasFailed ? paint.dim('given up') : '');
        hasFailed = true;
      },
    };
  };
  return {
    step,
    news: (text) => print(`  ${paint.yellow('•')} ${text}`),
    close: () => {
      rest();
      clear();
    },
  };
}
