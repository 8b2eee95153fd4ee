import type { Config, ResourceConfig } from "./schema.ts";

/** Something with a password as it may be shown: whether it has one instead of which. */
export type Shown<T extends { readonly password: string }> = T extends unknown
  ? Omit<T, "password"> & { readonly passwordSet: boolean }
  : never;

export type ShownConfig = Omit<Config, "resources" | "ftpServer"> & {
  readonly resources: readonly Shown<ResourceConfig>[];
  readonly ftpServer?: Shown<NonNullable<Config["ftpServer"]>>;
};

/** The configuration as it may leave the process: no password, not even an encrypted one. */
export function withoutSecrets({ resources, ftpServer, ...rest }: Config): ShownConfig {
  const shown = { ...rest, resources: resources.map((resource) => withoutSecret(resource)) };
  return ftpServer === undefined ? shown : { ...shown, ftpServer: withoutSecret(ftpServer) };
}

export function withoutSecret<T extends { readonly password: string }>(item: T): Shown<T> {
  const { password, ...shown } = item;
  return { ...shown, passwordSet: password !== "" } as unknown as Shown<T>;
}
