import { expect, test } from "vitest";
import { rehearse } from "../support/rehearsal.ts";

const PASSWORD = "canary-of-param";

test("param shows the running configuration without any password, and can be sent like any folder", async () => {
  const { device, remoteFiles } = await rehearse({
    resources: [{ folder: "param" }, { folder: "Net.FlashDisk", password: PASSWORD, label: "second" }],
  });
  const children = (await device.api("GET", "/folders?path=param")) as {
    children: { path: string; writable: boolean }[];
  };
  expect(children.children).toMatchObject([{ path: "param/config.yaml", writable: false }]);
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 1 });
  const sent = (await remoteFiles())["config.yaml"];
  expect(sent).toContain("label: second");
  expect(sent).toContain("passwordSet: true");
  expect(sent).not.toContain(PASSWORD);
});

test("what is received into param is refused", async () => {
  const { device } = await rehearse({ resources: [{ folder: "param" }] });
  expect((await device.command("R00001", "Refresh")).outputs).toMatchObject({ Error: 8 });
});
