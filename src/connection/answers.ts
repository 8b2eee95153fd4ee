/**
 * The codes below 400 that end each command well. Any other such code means that replies and commands are out of step:
 * the dialogue is closed, because the next "250" could belong to a DELE that was refused.
 */
const ANSWERS: Readonly<Record<string, readonly number[]>> = {
  greeting: [220],
  USER: [331, 230, 232, 332],
  PASS: [230, 202, 332],
  AUTH: [234],
  PBSZ: [200],
  PROT: [200],
  FEAT: [211],
  OPTS: [200, 202], // 202: the server speaks UTF-8 always
  TYPE: [200],
  NOOP: [200],
  PWD: [257],
  CWD: [250],
  MKD: [257, 250], // 250 from some; safe, because the folder is entered afterwards
  EPSV: [229],
  PASV: [227],
  EPRT: [200],
  PORT: [200],
  STOR: [226, 250],
  RETR: [226, 250],
  MLSD: [226, 250],
  LIST: [226, 250],
  ABOR: [225, 226],
  SIZE: [213],
  MDTM: [213],
  RNFR: [350],
  RNTO: [250],
  DELE: [250],
  RMD: [250],
};

/** Whether `code` says that the command `verb` succeeded, or may go on (3xx). */
export function answers(verb: string, code: number): boolean {
  return ANSWERS[verb]?.includes(code) ?? false;
}

const TRANSFERS = new Set(["STOR", "RETR", "MLSD", "LIST"]);

/** Whether the command moves data: 125 or 150 then say that it has begun. */
export function isTransfer(verb: string): boolean {
  return TRANSFERS.has(verb);
}
