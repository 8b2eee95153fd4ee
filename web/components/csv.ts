/** The mark by which spreadsheets know UTF-8. */
const BYTE_ORDER_MARK = "\ufeff";

/** Rows as a CSV file, with semicolons, as spreadsheets of the countries with a decimal comma want it. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(";")}\r\n`).join("");
}

/** What came from a server must not become a formula. */
function cell(value: string): string {
  const text = /^[=+@\t\r]|^-(?![0-9.,])/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of a CSV file, at most so many; the separator is the most frequent one of its first line. */
export function parseCsv(text: string, maxRows: number): readonly (readonly string[])[] {
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const separator = separatorOf(content.slice(0, content.search(/[\r\n]|$/)));
  const rows: string[][] = [];
  let row: string[] = [];
  let value = "";
  let isQuoted = false;
  const endRow = () => {
    rows.push([...row, value]);
    row = [];
    value = "";
  };
  for (let at = 0; at < content.length && rows.length < maxRows; at += 1) {
    const mark = content[at];
    if (isQuoted) {
      if (mark !== '"') value += mark;
      else if (content[at + 1] === '"') {
        value += '"';
        at += 1;
      } else isQuoted = false;
    } else if (mark === '"' && value === "") isQuoted = true;
    else if (mark === separator) {
      row.push(value);
      value = "";
    } else if (mark === "\n") endRow();
    else if (mark !== "\r") value += mark;
  }
  if (rows.length < maxRows && (row.length > 0 || value !== "")) endRow();
  return rows;
}

function separatorOf(line: string): string {
  const counts = [";", "\t", ","].map((mark) => [mark, line.split(mark).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
