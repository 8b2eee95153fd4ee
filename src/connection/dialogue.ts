import { Failure } from "../errors.ts";
import type { Source } from "../files/store.ts";
import type { ControlChannel } from "./control.ts";
import type { DataRoute } from "./data-route.ts";
import { Download } from "./download.ts";
import { refusal } from "./failure.ts";
import type { Reply } from "./reply.ts";
import type { OnBytes, Sink } from "./session.ts";
import { transfer } from "./transfer.ts";
import { TransferBuffers } from "./transfer-buffers.ts";
import { upload } from "./upload.ts";
import { WorkingFolder } from "./working-folder.ts";

/** What one session is made of, and what its larger operations are built from. */
export class Dialogue {
  readonly channel: ControlChannel;
  readonly route: DataRoute;
  readonly features: ReadonlySet<string>;
  readonly folder: WorkingFolder;
  readonly #buffers = new TransferBuffers();

  constructor(channel: ControlChannel, route: DataRoute, features: ReadonlySet<string>) {
    this.channel = channel;
    this.route = route;
    this.features = features;
    this.folder = new WorkingFolder(channel);
  }

  /** A command about a path. Answers the reply, which may be a refusal. */
  async about(verb: string, path: string): Promise<Reply> {
    const argument = await this.folder.reach(path);
    const [reply] = await this.channel.exchange(`${verb} ${argument}`);
    return reply;
  }

  /** Renames, raising `renameRefused`. */
  async rename(from: string, to: string): Promise<void> {
    const lines = [`RNFR ${await this.folder.reach(from)}`, `RNTO ${await this.folder.reach(to)}`] as const;
    const replies = await this.channel.exchange(...lines);
    const refused = replies.find((reply) => reply.code >= 400);
    if (refused) throw new Failure("renameRefused", { subject: to, reply: refused.shown });
  }

  async store(path: string, source: Source, onBytes: OnBytes | undefined): Promise<void> {
    const command = `STOR ${await this.folder.reach(path)}`;
    const send = async () =>
      transfer(this.channel, await this.route.open(), {
        command,
        subject: path,
        onBytes,
        move: (data) => upload(data, source, this.#buffers.pair),
      });
    try {
      await send();
    } catch (error) {
      // A server may have given up a connection that was opened ahead; nothing has been sent then.
      const early = error instanceof Failure && error.failure === "dataConnectionRefused";
      if (!early || this.channel.failure !== undefined || !this.route.oneByOne()) throw error;
      await send();
    }
  }

  /** A transfer to us. Answers how many bytes came. */
  async fetch(command: string, subject: string, sink: Sink, limit: number, onBytes?: OnBytes): Promise<number> {
    const download = new Download(sink, limit, this.#buffers.pair);
    // Under TLS and in active mode the socket is made elsewhere, and gives pieces of its own.
    const rendezvous = await this.route.open(this.channel.hasTLS ? {} : { onread: download.onread });
    let bytes = 0;
    await transfer(this.channel, rendezvous, {
      command,
      subject,
      onBytes,
      move: async (data) => {
        await download.receive(data, rendezvous.options.onread !== undefined);
        bytes = data.moved;
      },
    });
    return bytes;
  }

  /** As a refusal of what people asked for. */
  static require(reply: Reply, subject: string): Reply {
    if (reply.code >= 400) throw refusal(reply, subject);
    return reply;
  }
}
