import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { BackupFile } from './manifest.ts';

/** Bucket and name as a path of the Storage API. */
const address = (apiUrl: string, { bucket, name }: { bucket: string; name: string }) =>
  `${apiUrl}/storage/v1/object/${bucket}/${encodeURI(name).replace(/[?#]/g, encodeURIComponent)}`;

export interface Plant {
  apiUrl: string;
  secretKey: string;
}

const headersOf = ({ secretKey }: Plant) => ({ apikey: secretKey, authorization: `Bearer ${secretKey}` });

/** The bytes of a file as they come; null when it is not there any more. */
export async function download(
  plant: Plant,
  file: { bucket: string; name: string },
): Promise<Readable | null> {
  const response = await fetch(address(plant.apiUrl, file), { headers: headersOf(plant) });
  if (response.status === 404 || response.status === 400) {
    await response.body?.cancel();
    return null;
  }
  if (!response.ok || !response.body)
    throw new Error(`${file.bucket}/${file.name}: Storage answered ${response.status}.`);
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
}

/** Puts a file where it was; streamed from the disk. @throws what Storage answered. */
export async function upload(plant: Plant, file: BackupFile, path: string): Promise<void> {
  const response = await fetch(address(plant.apiUrl, file), {
    method: 'POST',
    headers: { ...headersOf(plant), 'content-type': file.contentType, 'x-upsert': 'true' },
    body: await openAsBlob(path, { type: file.contentType }),
  });
  if (!response.ok)
    throw new Error(
      `${file.bucket}/${file.name}: Storage answered ${response.status}: ${await response.text()}`,
    );
}
