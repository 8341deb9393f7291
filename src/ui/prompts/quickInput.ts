import { type Disposable, l10n, type QuickInput, type QuickInputButton, QuickInputButtons } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import { back, type OrBack, type StepPosition } from './multiStep.js';
import { rowText } from './untrusted.js';

type AnyInput = QuickInput & {
  buttons: readonly QuickInputButton[];
  onDidTriggerButton(listener: (button: QuickInputButton) => void): Disposable;
};

/** Shows an input until the user answers, goes back, or hides it. */
export function answered<A>(
  input: AnyInput,
  place: StepPosition,
  listen: (resolve: (answer: OrBack<A>) => void) => void,
): Promise<OrBack<A>> {
  return new Promise<OrBack<A>>((resolve, reject) => {
    describe(input, place);
    if (place.canGoBack === true) {
      input.buttons = [QuickInputButtons.Back];
    }
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) {
        resolve(back);
      }
    });
    input.onDidHide(() => reject(cancelled()));
    listen(resolve);
    input.show();
  }).finally(() => input.dispose());
}

/** Sets title and position. The input stays open when it loses focus, for example to a password manager. */
function describe(input: QuickInput, { title, step, totalSteps }: StepPosition): void {
  input.title = rowText(title);
  // The editor would show a step without a total as "(1)", and a single step as "(1/1)".
  const counted = totalSteps !== undefined && totalSteps > 1;
  input.step = counted ? step : undefined;
  input.totalSteps = counted ? totalSteps : undefined;
  input.ignoreFocusOut = true;
}

export function cancelled(): AuthError {
  return new AuthError('cancelled', l10n.t('Canceled.'));
}
