import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import cookie from "@fastify/cookie";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from "fastify";
import type { Controller } from "../controller.ts";
import { authorise } from "./auth.ts";
import { limitBodyTime } from "./body-time.ts";
import { describeApi, docsPage } from "./docs-page.ts";
import { ApiError, asApiError } from "./errors.ts";
import { EventStreams, MAX_STREAMS, STREAM_BUFFER_BYTES } from "./event-stream.ts";
import type { App, Face } from "./face.ts";
import { gate } from "./gate.ts";
import { servePages } from "./pages.ts";
import { browseRoute } from "./routes/browse.ts";
import { configurationRoutes } from "./routes/configuration.ts";
import { connectionsRoutes } from "./routes/connections.ts";
import { deviceRoutes } from "./routes/device.ts";
import { fileChangesRoutes } from "./routes/file-changes.ts";
import { filesRoutes } from "./routes/files.ts";
import { healthRoutes } from "./routes/health.ts";
import { journalRoutes } from "./routes/journal.ts";
import { journalStreamRoute } from "./routes/journal-stream.ts";
import { kindsRoute } from "./routes/kinds.ts";
import { ownAccountRoutes } from "./routes/own-account.ts";
import { profilesRoutes } from "./routes/profiles.ts";
import { resourcesRoutes } from "./routes/resources.ts";
import { sessionRoutes } from "./routes/session.ts";
import { setsRoutes } from "./routes/sets.ts";
import { systemRoutes } from "./routes/system.ts";
import { timingRoute } from "./routes/timing.ts";
import { transfersRoute } from "./routes/transfers.ts";
import { trendsRoutes } from "./routes/trends.ts";
import { usersRoutes } from "./routes/users.ts";
import { varsRoutes } from "./routes/vars.ts";
import { varsStreamRoute } from "./routes/vars-stream.ts";
import { validatorCompiler } from "./validation.ts";

/** Certificate, with those above it, and its key, in PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface HttpFaceOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The log of the process: what the server could not answer goes there too. */
  readonly log: FastifyBaseLogger;
  /** Directory of the built pages. */
  readonly pages?: string;
  /** HTTPS with it, HTTP without. */
  readonly tls?: TlsFiles;
  /** Names this controller goes by, besides its addresses and localhost. */
  readonly allowedHosts?: readonly string[];
}

export interface HttpFace {
  readonly url: string;
  /** Ends the event streams, drops the connections, and frees the port. */
  stop(): Promise<void>;
}

const BODY_LIMIT_BYTES = 64 * 1024;

/** The controller over HTTP: the API, its description, and the pages. */
export async function startHttpFace(controller: Controller, options: HttpFaceOptions): Promise<HttpFace> {
  const streams = new EventStreams(controller.clock);
  let app: App | undefined;
  const stop = async () => {
    streams.stop();
    await app?.close();
  };
  try {
    // Where certificate and key cannot be used, this fails.
    app = await buildApp({ controller, streams }, options);
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { url: `${options.tls === undefined ? "http" : "https"}://${host}:${port}`, stop };
}

async function buildApp(face: Face, { host, log, pages, tls, allowedHosts = [] }: HttpFaceOptions): Promise<App> {
  const names = [host, ...allowedHosts];
  const app: App = Fastify({
    serverFactory: (pass) => limitedServer(gate({ names, secured: tls !== undefined }, pass), tls),
    forceCloseConnections: true,
    return503OnClosing: false,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 1024 },
    // Errors only: that somebody asked is nothing to be told, at any level.
    loggerInstance: log.child({}, { level: "error" }),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(validatorCompiler);
  // Response schemas describe; what a route gives is sent as it is.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) =>
    sendError(new ApiError("unknownRoute", `there is no ${request.method} ${request.url}`), request, reply),
  );
  app.decorateRequest("identity", undefined);
  await app.register(cookie, { hook: false });
  app.addHook("onRequest", async ({ url }) => assertReady(face.controller, url));
  app.addHook("onRequest", limitBodyTime(face.controller.clock));
  app.addHook("onRequest", authorise(face.controller));
  app.addHook("onRequest", takeEmptyForNoBody);
  app.addHook("preValidation", assertNoStrayBody);
  await addRoutes(app, face, pages);
  return app;
}

async function addRoutes(app: App, face: Face, pages: string | undefined): Promise<void> {
  await describeApi(app, face.controller.version);
  healthRoutes(app, face);
  await app.register(
    async (api: App) => {
      varsRoutes(api, face);
      varsStreamRoute(api, face);
      resourcesRoutes(api, face);
      connectionsRoutes(api, face);
      browseRoute(api, face);
      setsRoutes(api, face);
      configurationRoutes(api, face);
      kindsRoute(api);
      profilesRoutes(api, face);
      journalRoutes(api, face);
      journalStreamRoute(api, face);
      transfersRoute(api, face);
      filesRoutes(api, face);
      systemRoutes(api, face);
      deviceRoutes(api, face);
      timingRoute(api, face);
      trendsRoutes(api, face);
      fileChangesRoutes(api, face);
      sessionRoutes(api, face);
      ownAccountRoutes(api, face);
      usersRoutes(api, face);
    },
    { prefix: "/api/v1" },
  );
  await app.register(async (open: App) => {
    open.addHook("onRoute", (route) => {
      route.config = { ...route.config, level: "open" };
    });
    await docsPage(open);
    if (pages !== undefined) await servePages(open, pages);
  });
}

/** Node's own limits, and `body-time.ts`: nobody holds a connection by being slow. An event stream lifts the one for silence. */
function limitedServer(listener: RequestListener, tls: TlsFiles | undefined): Server {
  const times = { headersTimeout: 10_000, requestTimeout: 0, connectionsCheckingInterval: 1_000 };
  const limits = { ...times, highWaterMark: STREAM_BUFFER_BYTES };
  const server =
    tls === undefined
      ? createServer(limits, listener)
      : createSecureServer({ ...limits, ...tls, minVersion: "TLSv1.2", handshakeTimeout: 10_000 }, listener);
  server.setTimeout(30_000);
  server.keepAliveTimeout = 30_000;
  server.maxConnections = MAX_STREAMS + 256;
  server.maxRequestsPerSocket = 1000;
  return server;
}

/** Answers that say all there is to say, of what is no fault of the controller: a wrong password of an FTP server fills no log. */
const TOLD_IN_FULL: readonly string[] = ["serverRefused", "notReady", "queueFull"];

function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = asApiError(thrown);
  if (error.status >= 500 && !TOLD_IN_FULL.includes(error.code)) request.log.error({ err: thrown }, "request failed");
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", error.retryAfterSeconds);
  void reply.code(error.status).type("application/json; charset=utf-8").send(error.toJSON());
}

/** A request that node's parser gave up: there is no reply to answer with, only the socket. */
function answerClientError(thrown: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || thrown.code === "ECONNRESET") return void socket.destroy();
  const error =
    thrown.code === "HPE_HEADER_OVERFLOW"
      ? new ApiError("headersTooLarge", "the headers are too large")
      : new ApiError("invalidRequest", "this is not an HTTP request");
  const body = JSON.stringify(error);
  socket.end(
    `HTTP/1.1 ${error.status} ${error.status === 431 ? "Request Header Fields Too Large" : "Bad Request"}\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Many clients name a type with every request. Of nothing it says nothing, and is no reason to refuse it. */
async function takeEmptyForNoBody({ headers }: FastifyRequest): Promise<void> {
  const isEmpty = headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
  if (isEmpty) delete headers["content-type"];
}

/** While the parts are being started or stopped, a command could fall between two of them. */
function assertReady({ ready }: Controller, url: string): void {
  if (ready || !url.startsWith("/api/")) return;
  throw new ApiError("notReady", "the controller is starting or stopping", { retryAfterSeconds: 1 });
}

async function assertNoStrayBody({ body, routeOptions, is404 }: FastifyRequest): Promise<void> {
  if (is404 || body === undefined || routeOptions.schema?.body !== undefined) return;
  const members = typeof body === "object" && body !== null ? Object.keys(body) : [""];
  if (members.length === 0) return;
  const details = members.map((member) => ({
    path: `/${member}`,
    code: "additionalProperties",
    message: "not expected",
  }));
  throw new ApiError("invalidRequest", "this call takes no body", { details });
}
