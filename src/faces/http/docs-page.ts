import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { App } from "./face.ts";
import { DOCS_CONTENT_SECURITY_POLICY } from "./gate.ts";
import { ErrorAnswer } from "./schemas.ts";

/** Whatever else a call answers. */
const REFUSAL = { description: "Any refusal", content: { "application/json": { schema: ErrorAnswer } } };

/** The API's description of itself. Registered before the routes: it hears of each as it is added. */
export async function describeApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Relais",
        version,
        description:
          "Times are ISO 8601 in UTC. Unknown members of bodies and queries are refused, with every fault named. " +
          "Changes by browser session need the header `X-Relais: 1`.",
      },
      components: {
        securitySchemes: {
          basic: { type: "http", scheme: "basic" },
          bearer: { type: "http", scheme: "bearer" },
        },
      },
      security: [{ basic: [] }, { bearer: [] }],
    },
    transform: ({ schema, url }) => ({
      schema: { ...schema, response: { ...(schema.response as object), default: REFUSAL } },
      url,
    }),
  });
  app.get("/openapi.json", { config: { level: "open" }, schema: { hide: true } }, () => app.swagger());
}

/** The page to try the API, from files of the package alone. */
export async function docsPage(app: App): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    theme: { title: "Relais" },
    staticCSP: DOCS_CONTENT_SECURITY_POLICY,
  });
}
