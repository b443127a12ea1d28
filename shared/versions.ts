/** What runs here, for the page *Health*. A test holds these to the packages that say so. */
export const PRODUCT_VERSION = '0.1.0';
/** The runtime of the Edge Functions (supabase/functions/package.json). */
export const ONNX_RUNTIME_VERSION = '1.30.0';
