import type { Config, ResourceConfig } from "./schema.ts";

/** A resource as it may be shown: whether it has a password instead of which. */
export type ShownResource<R extends { readonly password: string } = ResourceConfig> = R extends unknown
  ? Omit<R, "password"> & { readonly passwordSet: boolean }
  : never;

export type ShownConfig = Omit<Config, "resources"> & { readonly resources: readonly ShownResource[] };

/** The configuration as it may leave the process: no password, not even an encrypted one. */
export function withoutSecrets(config: Config): ShownConfig {
  return { ...config, resources: config.resources.map(withoutSecret) };
}

export function withoutSecret(resource: ResourceConfig): ShownResource {
  const { password, ...shown } = resource;
  return { ...shown, passwordSet: password !== "" };
}
