import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** What a plant allows beyond public https addresses. */
export interface AddressRules {
  /** Receivers in the plant's own network. */
  allowPrivate: boolean;
  /** Receivers on this machine, also without TLS: the embedded stack. */
  allowLoopback: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Networks that are no public host (RFC 6890 and its registries), with those that carry an IPv4 address inside. */
const privateNetworks = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateNetworks.addSubnet(net, bits);
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  privateNetworks.addSubnet(net, bits, 'ipv6');

export interface Resolved {
  address: string;
  family: 4 | 6;
}

const kind = (family: number) => (family === 6 ? 'ipv6' : 'ipv4');

/** Why a message may not go to `url`, of which `found` are the addresses; null when it may. */
export function refusalOf(url: URL, found: readonly Resolved[], rules: AddressRules): string | null {
  const local = found.every(({ address, family }) => loopback.check(address, kind(family)));
  if (local && rules.allowLoopback) return null;
  if (url.protocol !== 'https:') return 'Only https is sent to.';
  if (rules.allowPrivate) return null;
  const inside = found.find(({ address, family }) => privateNetworks.check(address, kind(family)));
  return inside ? `The address resolves to ${inside.address}, which is in a private network.` : null;
}

/** The addresses of a URL's host. Throws as DNS does. */
export async function resolve(url: URL): Promise<Resolved[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host);
  if (literal) return [{ address: host, family: literal as 4 | 6 }];
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family as 4 | 6 }));
}
