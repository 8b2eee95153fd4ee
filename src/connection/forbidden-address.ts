import { BlockList, isIP } from "node:net";

/** What no FTP server has: this network, multicast, broadcast, and where a cloud tells its machines their secrets. */
const never = new BlockList();
never.addSubnet("0.0.0.0", 8, "ipv4");
never.addSubnet("224.0.0.0", 3, "ipv4");
never.addAddress("169.254.169.254", "ipv4");
never.addAddress("::", "ipv6");
never.addSubnet("ff00::", 8, "ipv6");
never.addAddress("fd00:ec2::254", "ipv6");

/** Link-local. A controller on a cable of its own is written in numbers; a name that leads there is somebody's trick. */
const notByName = new BlockList();
notByName.addSubnet("169.254.0.0", 16, "ipv4");
notByName.addSubnet("fe80::", 10, "ipv6");

/** Whether a connection may not lead to an IP address, which was written as it is, or is what a name stood for. */
export function isForbidden(address: string, { named }: { readonly named: boolean }): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  return never.check(address, family) || (named && notByName.check(address, family));
}
