import { join } from "node:path";

/** Every path on disk, from one base folder: nothing else in the product joins a path of its own. */
export interface Places {
  readonly data: string;
  readonly config: string;
  /** Configurations that were saved before, mode 0600. */
  readonly versions: string;
  readonly flashDisk: string;
  /** Root of the embedded demonstration FTP server. */
  readonly ftpRoot: string;
  readonly journal: string;
  /** Samples and balances of points. */
  readonly samples: string;
  readonly accounts: string;
  /** Key of the encrypted passwords in the configuration, mode 0600. */
  readonly secretKey: string;
  /** Bearer token for the command line on this machine, mode 0600, made anew at each start. */
  readonly localToken: string;
}

export function placesIn(data: string): Places {
  return {
    data,
    config: join(data, "config.yaml"),
    versions: join(data, "versions"),
    flashDisk: join(data, "flashdisk"),
    ftpRoot: join(data, "ftp"),
    journal: join(data, "journal.db"),
    samples: join(data, "samples.db"),
    accounts: join(data, "accounts.db"),
    secretKey: join(data, "secret.key"),
    localToken: join(data, "local.token"),
  };
}
