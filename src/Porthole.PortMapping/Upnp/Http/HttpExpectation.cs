namespace Porthole.PortMapping.Upnp.Http;

/// <summary>What a message is expected to be.</summary>
internal enum HttpExpectation
{
    Reply,

    /// <summary>A reply without a body; few routers say so by a length of 0.</summary>
    ReplyWithoutBody,

    Request,
}

/// <summary>How far a message is read.</summary>
internal enum MessageProgress
{
    /// <summary>More must come.</summary>
    NeedsMore,

    /// <summary>More may come; without it the message can be used as it is.</summary>
    MayEnd,

    /// <summary>The claimed length is there, but the document goes on.</summary>
    LengthReached,

    Complete,

    TooLarge,

    NotHttp,
}
