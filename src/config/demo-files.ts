import iconv from "iconv-lite";

/** Names below the flash disk, with `/`, and contents: what a controller in a boiler room would hold. Always the same. */
export function demonstrationFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["LISEZMOI.txt", README],
    ["parametres.ini", PARAMETERS],
    ["compteurs.csv", meters()],
    ...[2, 3, 4, 5, 6].map((day) => [`releves/2026-11-0${day}.csv`, readings(day)] as const),
  ]);
}

/** The same below the root of the server: a catalog that waits for the till, as a back office in Russia writes it. */
export function demonstrationServerFiles(): ReadonlyMap<string, Buffer> {
  return new Map([["ObmenFTP/POS.spr", iconv.encode(CATALOG, "windows-1251")]]);
}

const CATALOG = `\
##@@&&
#
$$$ADDQUANTITY
1;4600000000015;Молоко 3,2 % 1 л;Молоко;89.90;120
2;4600000000022;Хлеб ржаной;Хлеб;54.00;40
3;4600000000039;Чай чёрный 100 г;Чай;139.50;65
`.replaceAll("\n", "\r\n");

const README = `\
Ce dossier est le disque flash de l'automate : Net.FlashDisk.
This folder is the flash disk of the controller: Net.FlashDisk.
Это флеш-диск контроллера: Net.FlashDisk.

R00001.Send  ->  ftp/site1/journal
R00003.Poll  <-  ftp/ObmenFTP/POS.spr
pos/POS.rep  ->  ftp/ObmenFTP/POS.rep
`;

const PARAMETERS = `\
[site]
nom=Chaufferie nord
fuseau=Europe/Paris

[chauffage]
consigne_jour=20.5
consigne_nuit=17.0
debut_jour=06:30
fin_jour=22:00
courbe=1.4
temperature_non_chauffage=16.0

[pompes]
permutation_h=168
degommage=mercredi 10:00
`;

/** One row per day: hot water, gas and electricity meters. */
function meters(): string {
  const rows = Array.from({ length: 30 }, (_, day) => {
    const date = new Date(Date.UTC(2026, 9, 8 + day)).toISOString().slice(0, 10);
    const water = 4310.2 + day * 1.84 + wave(day, 7) * 0.4;
    const gas = 18_204 + day * 62 + wave(day, 9) * 11;
    const power = 90_417 + day * 131 + wave(day, 5) * 17;
    return [date, water.toFixed(1), gas.toFixed(0), power.toFixed(0)].join(";");
  });
  return csv("date;eau_chaude_m3;gaz_m3;electricite_kWh", rows);
}

/** One row per quarter of an hour: outside, flow and return temperature, and the boiler's power. */
function readings(day: number): string {
  const rows = Array.from({ length: 96 }, (_, quarter) => {
    const time = new Date(Date.UTC(2026, 10, day, 0, quarter * 15)).toISOString().slice(0, 16).replace("T", " ");
    const outside = 6.5 - day * 0.4 - Math.cos(((quarter - 8) / 96) * 2 * Math.PI) * 4 + wave(quarter, 11) * 0.3;
    const flow = 20 + (20 - outside) * 1.9 + wave(quarter, 6) * 0.8;
    const back = flow - 9 - wave(quarter, 13);
    const power = Math.max(0, (flow - back) * 8.1 + wave(quarter, 4) * 3);
    return [time, outside.toFixed(1), flow.toFixed(1), back.toFixed(1), power.toFixed(1)].join(";");
  });
  return csv("horodatage;exterieur_C;depart_C;retour_C;puissance_kW", rows);
}

function csv(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join("\r\n")}\r\n`;
}

/** From -1 to 1, so that the curves look measured and yet are always the same. */
function wave(at: number, period: number): number {
  return Math.sin((at / period) * 2 * Math.PI + (at % 3));
}
