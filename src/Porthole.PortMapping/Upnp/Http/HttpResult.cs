namespace Porthole.PortMapping.Upnp.Http;

/// <summary>Why there is no reply.</summary>
internal enum HttpFailure
{
    /// <summary>Nobody listens on the port: the service moved or is gone.</summary>
    Refused,

    /// <summary>The connection could not be made or broke before there was a reply.</summary>
    Broken,

    /// <summary>The reply did not come, or did not end, in time.</summary>
    Timeout,

    /// <summary>The reply is larger than any honest one.</summary>
    TooLarge,

    /// <summary>What came is not HTTP.</summary>
    NotHttp,

    /// <summary>The reply redirects to another host, or for ever.</summary>
    ForbiddenRedirect,
}

/// <summary>The outcome of one exchange: a reply or a failure with its evidence.</summary>
internal sealed record HttpResult(HttpMessage? Reply, HttpFailure Failure, string Evidence)
{
    public static implicit operator HttpResult(HttpMessage reply) => new(reply, default, "");

    public static HttpResult Failed(HttpFailure failure, string evidence) => new(null, failure, evidence);
}
