import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Places } from "../places.ts";
import { demonstrationFiles, demonstrationServerFiles } from "./demo-files.ts";
import { writeDurably } from "./durable-file.ts";
import { passwordPlace, Secrets } from "./secrets.ts";

/** The log-in that the demonstration's resources use, for the embedded server to accept. */
export interface DemonstrationLogin {
  readonly user: string;
  readonly password: string;
}

const USER = "easy";
/** Who has the password in the configuration. */
const USERS = ["R00001", "R00002", "R00003", "R00004", "ftpServer"] as const;

/**
 * Fills a new data folder with something that works at once: a configuration whose connection leads to the embedded
 * server on loopback, and files worth sending. Raises when there is a configuration already.
 */
export async function writeDemonstration(
  places: Places,
  options: { readonly ftpPort: number; readonly password?: string },
): Promise<DemonstrationLogin> {
  if (existsSync(places.config)) throw new Error(`${places.config} exists already`);
  const password = options.password ?? randomBytes(18).toString("base64url");
  const secrets = new Secrets(places.secretKey);
  await mkdir(places.flashDisk, { recursive: true });
  await mkdir(places.ftpRoot, { recursive: true });
  for (const [name, content] of demonstrationFiles()) {
    const file = join(places.flashDisk, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  for (const [name, content] of demonstrationServerFiles()) {
    const file = join(places.ftpRoot, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const sealed: Record<string, string> = {};
  for (const user of USERS) sealed[user] = await secrets.encrypt(password, passwordPlace(user));
  const text = configurationText(options.ftpPort, (user) => sealed[user] ?? "");
  // Last: as long as it is missing the folder counts as new, and a crash in between starts again.
  await writeDurably(places.config, text);
  return { user: USER, password };
}

const configurationText = (port: number, passwordOf: (user: (typeof USERS)[number]) => string) => `\
# Demonstration: everything stays on this machine. What is sent arrives in the folder "ftp" beside this file.
# Change it in the pages, or here: "relais check config.yaml" says what is wrong before a restart.

connections:
  - id: LAN01
    label: Serveur GTB
    valid: true
    address: 127.0.0.1        # the embedded FTP server
    port: ${port}
    security: none            # none | explicit-tls | implicit-tls

resources:
  # Send puts every file of the flash disk (the folder "flashdisk" beside this file) on the server.
  - id: R00001
    kind: ftp-folder
    label: Journal
    connection: LAN01
    user: ${USER}
    # Encrypted with the key of this data folder. A password in clear or \${NAME} of the environment works too.
    password: ${passwordOf("R00001")}
    passive: true
    replyDelay: 30            # seconds
    folder: Net.FlashDisk     # path of the device tree
    remoteFolder: /site1/journal
    events: { success: true, error: true }

  # Send puts the elements of the Set "Releves" on the server.
  - id: R00002
    kind: ftp-set
    label: Relevés
    connection: LAN01
    user: ${USER}
    password: ${passwordOf("R00002")}
    set: Releves
    remoteFolder: /site1/releves

  # Looks for a catalog of the till on the server, where one waits ("ftp/ObmenFTP/POS.spr"), and puts it into the folder
  # "flashdisk/pos". The next one comes when the till has removed the flag beside it.
  - id: R00003
    kind: ftp-catalog
    label: Catalogue de la caisse
    connection: LAN01
    user: ${USER}
    password: ${passwordOf("R00003")}
    pollPeriod: 5             # minutes
    remoteFile: ObmenFTP/POS.spr
    localFile: Net.FlashDisk/pos/POS.spr
    loadFlag: Net.FlashDisk/pos/POS.flg

  # Sends the report of the till when it appears, and passes on the flag by which the back office asks for one.
  - id: R00004
    kind: ftp-report
    label: Rapport de la caisse
    connection: LAN01
    user: ${USER}
    password: ${passwordOf("R00004")}
    pollPeriod: 5             # minutes
    uploadPeriod: 5           # minutes between two attempts
    remoteFile: ObmenFTP/POS.rep
    remoteFlag: ObmenFTP/POS.flz
    localFile: Net.FlashDisk/pos/POS.rep
    unloadFlag: Net.FlashDisk/pos/POS.flz

  # A measured value for rehearsal: its trace holds a sample every ten seconds, its balance the means of each hour.
  - id: R00010
    kind: point
    label: Départ chauffage
    type: analog              # digital | analog | text
    unit: °C
    limits: { low: 45, high: 70 }
    signal: { shape: sine, period: 600, low: 42, high: 68, noise: 0.4, step: 5 }   # seconds
    functions:
      - { id: F0001, kind: trace, label: Courbe de départ, period: 10 }

  # On half of every two minutes. Each change is a sample.
  - id: R00011
    kind: point
    label: Marche brûleur
    type: digital
    signal: { shape: square, period: 120 }
    functions:
      - { id: F0001, kind: trace, label: Marches et arrêts, period: 0, deadband: 0 }

  # Without a constant or a signal the value is written from outside.
  - id: R00012
    kind: point
    label: Consigne d'ambiance
    unit: °C

sets:
  - label: Releves
    elements: [easy.JRNL, Net.FlashDisk, easy.RESS.R00010.Value, easy.RESS.R00011.BilanWeek]

# The embedded FTP server, on loopback. Without these lines there is none.
ftpServer:
  port: ${port}
  user: ${USER}
  password: ${passwordOf("ftpServer")}
`;
