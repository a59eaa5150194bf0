/** Plays `omicron.error.to_http`: `From<Error> for HttpError` and `Error::retryable`. */

import {
  isRetryable,
  type InternalMessageVariant,
  type LookupType,
  type OmicronError,
} from '../../../models/omicron/errors/omicron-error.js';
import { omicronErrorToHttp } from '../../../models/omicron/errors/to-http.js';
import { pureMachine } from '../machine.js';
import type { JsonObject } from '../vector.js';
import { toWire } from '../wire-names.js';
import { parseRustDebug, type RustValue } from './rust-debug.js';

/** The adapter. */
export const errorToHttp = pureMachine('omicron.error.to_http', (input) => {
  const error = errorFromDebug(parseRustDebug(String(input['debug'])));
  return { ...(toWire(omicronErrorToHttp(error)) as JsonObject), retryable: isRetryable(error) };
});

function errorFromDebug({ name, fields }: RustValue): OmicronError {
  const text = (field: string): string => fields[field]?.name ?? '';
  switch (name) {
    case 'ObjectNotFound':
      return { variant: name, typeName: text('type_name').toLowerCase(), lookupType: lookup(fields['lookup_type']) };
    case 'ObjectAlreadyExists':
      return { variant: name, typeName: text('type_name').toLowerCase(), objectName: text('object_name') };
    case 'InvalidRequest':
      return { variant: name, message: text('message') };
    case 'InvalidValue':
      return { variant: name, label: text('label'), message: text('message') };
    case 'Forbidden':
      return { variant: name };
    default:
      return { variant: name as InternalMessageVariant, internalMessage: text('internal_message') };
  }
}

function lookup(debug: RustValue | undefined): LookupType {
  const value = debug?.inner?.name ?? '';
  switch (debug?.name) {
    case 'ByName':
      return { by: 'name', value };
    case 'ById':
      return { by: 'id', value };
    default:
      return { by: 'compositeId', value };
  }
}
