// Reads what a recording says about each response (query, status) while its bytes pass by; bodies are skipped.

export interface ResponseHead {
  readonly id: string;
  readonly chunk: number;
  readonly promql: string;
  readonly status: number;
  /** Length of the line. */
  readonly bytes: number;
}

const marker = '"body":';
const longestHead = 65_536;
const newline = 10;

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parseHead(text: string): Omit<ResponseHead, 'bytes'> | null {
  const end = text.indexOf(marker);
  if (end < 0) return null;
  let head: unknown;
  try {
    head = JSON.parse(`${text.slice(0, end).replace(/,\s*$/, '')}}`);
  } catch {
    return null;
  }
  const id = field(head, 'query');
  const promql = field(field(head, 'params'), 'query');
  if (typeof id !== 'string') return null;
  return {
    id,
    chunk: Number(field(head, 'chunk') ?? 0),
    promql: typeof promql === 'string' ? promql : '',
    status: Number(field(head, 'status') ?? 0),
  };
}

export interface HeadReader {
  write(bytes: Uint8Array): void;
  end(): void;
  /** The first line says that this is a recording, whatever comes after it. */
  readonly isRecording: boolean;
}

const format = /"format"\s*:\s*"prorata\.recording"/;

/** Feed chunks of any size; `onHead` is called once per response, at the end of its line. */
export function headReader(onHead: (head: ResponseHead) => void): HeadReader {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  let head: Omit<ResponseHead, 'bytes'> | null = null;
  let collecting = true;
  let isRecording: boolean | null = null;

  const finishLine = (): void => {
    isRecording ??= format.test(text);
    if (head) onHead({ ...head, bytes: length });
    decoder.decode();
    text = '';
    length = 0;
    head = null;
    collecting = true;
  };
  const take = (part: Uint8Array): void => {
    length += part.byteLength;
    if (!collecting) return;
    text += decoder.decode(part.subarray(0, longestHead), { stream: true });
    head = parseHead(text);
    collecting = head === null && text.length < longestHead;
  };
  return {
    write(bytes) {
      let from = 0;
      for (let at = bytes.indexOf(newline, from); at >= 0; at = bytes.indexOf(newline, from)) {
        take(bytes.subarray(from, at));
        finishLine();
        from = at + 1;
      }
      take(bytes.subarray(from));
    },
    end: finishLine,
    get isRecording() {
      return isRecording ?? false;
    },
  };
}
