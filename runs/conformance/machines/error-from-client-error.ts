/** Plays `omicron.error.from_client_error`: `From<progenitor_client::Error<T>> for Error`, then the HTTP answer. */

import { clientErrorStatus } from '../../../models/omicron/errors/client-error.js';
import { omicronErrorFromClientError } from '../../../models/omicron/errors/from-client-error.js';
import { describeError, isRetryable } from '../../../models/omicron/errors/omicron-error.js';
import { omicronErrorToHttp } from '../../../models/omicron/errors/to-http.js';
import { pureMachine } from '../machine.js';
import { toWire } from '../wire-names.js';
import { clientErrorFromWire } from './error-output.js';
import { withoutLibraryTexts } from './library-texts.js';

/** The adapter. */
export const errorFromClientError = pureMachine(
  'omicron.error.from_client_error',
  (input) => {
    const clientError = clientErrorFromWire(input);
    const error = omicronErrorFromClientError(clientError);
    return {
      variant: error.variant,
      display: describeError(error),
      retryable: isRetryable(error),
      client_error_status: clientErrorStatus(clientError),
      http: toWire(omicronErrorToHttp(error)),
    };
  },
  withoutLibraryTexts,
);
