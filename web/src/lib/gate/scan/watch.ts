import { readKnr } from '../knr-input.ts';
import { makeDetector } from './detector.ts';

const EVERY = 120;

/** Shows the camera in `video` and looks for a KNR until there is one or `signal` says so. @throws DOMException NotAllowedError, … */
export async function watchForKnr(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  const detector = await makeDetector();
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      for (const { rawValue } of await detector.detect(video)) {
        const knr = readKnr(rawValue);
        if (knr !== null) return knr;
      }
      await new Promise((next) => setTimeout(next, EVERY));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
