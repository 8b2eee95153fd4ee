import type { Config, ResourceConfig } from "./schema.ts";

/** Something as it may be shown: in place of its password, where it has one, whether it is set. */
export type Shown<T> = T extends { readonly password: string }
  ? Omit<T, "password"> & { readonly passwordSet: boolean }
  : T;

export type ShownConfig = Omit<Config, "resources" | "ftpServer"> & {
  readonly resources: readonly Shown<ResourceConfig>[];
  readonly ftpServer?: Shown<NonNullable<Config["ftpServer"]>>;
};

/** The configuration as it may leave the process: no password, not even an encrypted one. */
export function withoutSecrets({ resources, ftpServer, ...rest }: Config): ShownConfig {
  const shown = { ...rest, resources: resources.map((resource) => withoutSecret(resource)) };
  return ftpServer === undefined ? shown : { ...shown, ftpServer: withoutSecret(ftpServer) };
}

export function withoutSecret<T extends object>(item: T): Shown<T> {
  if (!("password" in item)) return item as Shown<T>;
  const { password, ...shown } = item;
  return { ...shown, passwordSet: password !== "" } as unknown as Shown<T>;
}
