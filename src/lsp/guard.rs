//! Stands around the service that handles requests: keeps their order, and turns a panic into an error response.

use std::any::Any;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use serde_json::json;
use tower_lsp::jsonrpc::{ErrorCode, Id, Request, Response};
use tower_service::Service;

use super::message::refusal;
use super::outbox::Outbox;

/// A service whose handlers may panic without harm to the session.
pub(crate) struct Guard<S> {
    service: S,
    outbox: Outbox,
}

/// What became of a request.
pub(crate) enum Outcome<F> {
    /// It is done. A notification has no response.
    Done(Option<Response>),
    /// It waits for something; the rest of its work is a future.
    Waiting(F),
}

impl<S> Guard<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    pub(crate) fn new(service: S, outbox: Outbox) -> Self {
        Guard { service, outbox }
    }

    /// Starts to handle a request and runs it up to the first point where it waits.
    ///
    /// Handlers change their state before they wait. Running each that far before the next begins keeps the changes in
    /// the order in which the client sent them, and lets a cancellation take effect whatever else is going on.
    pub(crate) fn call(
        &mut self,
        request: Request,
    ) -> Outcome<impl Future<Output = Option<Response>> + Send + 'static> {
        let culprit =
            Culprit { method: request.method().to_owned(), id: request.id().cloned(), outbox: self.outbox.clone() };
        let mut context = Context::from_waker(Waker::noop());
        let begun = catch(|| {
            // The services here are always ready; one that has shut down answers the call itself.
            let _ = self.service.poll_ready(&mut context);
            self.service.call(request)
        });
        let mut work = match begun {
            Ok(future) => Guarded { work: Box::pin(future), culprit },
            Err(panic) => return Outcome::Done(culprit.answer(&panic)),
        };
        // No wake-up is lost: whoever takes the waiting future polls it again, with a waker of its own.
        match Pin::new(&mut work).poll(&mut context) {
            Poll::Ready(response) => Outcome::Done(response),
            Poll::Pending => Outcome::Waiting(work),
        }
    }
}

/// The rest of a request, panics caught.
struct Guarded<F> {
    work: Pin<Box<F>>,
    culprit: Culprit,
}

impl<F, E> Future for Guarded<F>
where
    F: Future<Output = Result<Option<Response>, E>>,
{
    type Output = Option<Response>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match catch(|| self.work.as_mut().poll(context)) {
            Ok(poll) => poll.map(Result::unwrap_or_default),
            Err(panic) => Poll::Ready(self.culprit.answer(&panic)),
        }
    }
}

/// What is needed to report a panic.
struct Culprit {
    method: String,
    id: Option<Id>,
    outbox: Outbox,
}

impl Culprit {
    /// Logs a panic at the client, and makes the response if one is due.
    fn answer(&self, panic: &PanicMessage) -> Option<Response> {
        let message = format!("shirube: internal error in {}: {}", self.method, panic.0);
        log_error(&self.outbox, &message);
        self.id.clone().map(|id| *refusal(id, ErrorCode::InternalError, message))
    }
}

/// Writes an error to the client's log.
pub(crate) fn log_error(outbox: &Outbox, message: &str) {
    let params = json!({ "type": 1, "message": message });
    outbox.send(&Request::build("window/logMessage").params(params).finish());
}

/// The text of a panic.
pub(crate) struct PanicMessage(pub(crate) String);

/// Runs something that may panic. State shared with it must stay usable when it does.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, PanicMessage> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| PanicMessage(text_of(payload.as_ref())))
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".to_owned())
}
