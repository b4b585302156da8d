//! JSON bodies, within a limit: what cannot be read is answered with a typed problem, never with a bare status.

use super::ApiError;
use crate::app::App;
use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::header,
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use wire::error::ErrorCode;

/// A body that is too large is read to its end, unkept, up to this many bytes: a client that is cut off while it
/// sends does not see the answer.
const READ_TO: u64 = 64 << 20;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let limit = app.settings.max_body_bytes;
        let announced = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let bytes = read(request.into_body(), announced, limit).await?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(match error.classify() {
                Category::Data => ApiError::new(
                    ErrorCode::MalformedRequest,
                    "The request is not what this address takes",
                )
                .detail(format!(
                    "The JSON does not fit at line {}, column {}. Nothing was kept.",
                    error.line(),
                    error.column()
                )),
                Category::Io | Category::Syntax | Category::Eof => {
                    ApiError::new(ErrorCode::MalformedJson, "The request is not JSON").detail(
                        format!(
                            "It cannot be read at line {}, column {}. Nothing was kept.",
                            error.line(),
                            error.column()
                        ),
                    )
                }
            }),
        }
    }
}

async fn read(body: Body, announced: Option<u64>, limit: u64) -> Result<Bytes, ApiError> {
    let too_large = || {
        ApiError::new(ErrorCode::BodyTooLarge, "The request is too large").detail(format!(
            "At most {limit} bytes are taken at once. Nothing was kept; send it in parts."
        ))
    };
    let most = limit.max(READ_TO);
    if announced.is_some_and(|n| n > most) {
        return Err(too_large());
    }
    let mut kept = BytesMut::with_capacity(announced.unwrap_or(0).min(limit) as usize);
    let mut read = 0_u64;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| {
            ApiError::new(ErrorCode::MalformedRequest, "The request broke off")
                .detail("Nothing was kept. Send it again.")
        })?;
        read += chunk.len() as u64;
        if read > most {
            return Err(too_large());
        }
        if read <= limit {
            kept.extend_from_slice(&chunk);
        }
    }
    if read > limit {
        Err(too_large())
    } else {
        Ok(kept.freeze())
    }
}
