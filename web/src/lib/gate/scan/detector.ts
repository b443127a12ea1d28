/** Reads bar codes in a picture. */
export interface Detector {
  detect: (picture: ImageBitmapSource) => Promise<{ rawValue: string }[]>;
}
type Make = { new (options: { formats: string[] }): Detector; getSupportedFormats: () => Promise<string[]> };

/** What a plant prints on its cars. */
const FORMATS = ['code_128', 'code_39', 'qr_code', 'data_matrix'];

/** The browser's own, where it reads all formats; else ZXing, which is fetched from this application when it is needed. */
export async function makeDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: Make }).BarcodeDetector;
  if (own) {
    const reads = new Set(await own.getSupportedFormats().catch(() => []));
    if (FORMATS.every((format) => reads.has(format))) return new own({ formats: FORMATS });
  }
  const { zxingDetector } = await import('./zxing.ts');
  return zxingDetector(FORMATS);
}
