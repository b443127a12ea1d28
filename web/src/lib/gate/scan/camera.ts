export async function hasCamera(): Promise<boolean> {
  // Browsers give the camera only to pages that came over TLS, and have no `mediaDevices` on others.
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return devices?.some(({ kind }) => kind === 'videoinput') ?? false;
}
