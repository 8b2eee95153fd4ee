import iconv from "iconv-lite";

/**
 * A catalog made up for a rehearsal, in the form that tills of the ATOL family load: two lines of heading, then one line
 * an item. Catalogs with the same number are the same, byte for byte; with another number each price differs.
 */
export function madeUpCatalog(number: number, items: number): Uint8Array {
  const lines = ["##@@&&", "#", "$$$REPLACEQUANTITY"];
  for (let item = 1; item <= items; item += 1) {
    const price = ((item * 37 + number * 101) % 99_900) / 100 + 1;
    lines.push(`${item};${4_600_000_000_000 + item};Товар ${item};Товар ${item};${price.toFixed(2)};0;;0;;;;;;;;;1`);
  }
  lines.push(`$$$END ${number}`, "");
  return iconv.encode(lines.join("\r\n"), "windows-1251");
}
