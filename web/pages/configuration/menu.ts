import type { SectionPage } from "../menu-page.ts";

/** Configuration: the network, the users, the system. */
export const CONFIGURATION_PAGES: readonly SectionPage[] = [
  { name: "lan", level: "guest", load: async () => (await import("./lan.tsx")).Lan },
  { name: "users", level: "administrator", load: async () => (await import("./users.tsx")).Users },
  { name: "account", level: "guest", load: async () => (await import("./account.tsx")).OwnAccount },
  { name: "device", level: "guest", load: async () => (await import("./device.tsx")).Device },
  { name: "file", level: "installer", load: async () => (await import("./file.tsx")).ConfigurationFile },
  { name: "versions", level: "installer", load: async () => (await import("./versions.tsx")).Versions },
  { name: "health", level: "guest", load: async () => (await import("./health.tsx")).Health },
  { name: "logs", level: "administrator", load: async () => (await import("./logs.tsx")).Logs },
];
