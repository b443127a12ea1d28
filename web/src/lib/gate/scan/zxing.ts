import { BarcodeDetector, prepareZXingModule, type BarcodeFormat } from 'barcode-detector/ponyfill';
import reader from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Detector } from './detector.ts';

/** The library would load its reader from a public server. */
export function zxingDetector(formats: string[]): Detector {
  prepareZXingModule({ overrides: { locateFile: () => reader } });
  return new BarcodeDetector({ formats: formats as BarcodeFormat[] });
}
