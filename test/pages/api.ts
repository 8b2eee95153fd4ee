import { ADMIN_PASSWORD, type Controller } from "../support/controller-process.ts";

/** A call of the API as the administrator, for what a test needs and a page does not do. Raises when it is refused. */
export async function call(
  { url }: Pick<Controller, "url">,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${btoa(`admin:${ADMIN_PASSWORD}`)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
