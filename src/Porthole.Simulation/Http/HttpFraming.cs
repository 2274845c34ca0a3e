namespace Porthole.Simulation;

/// <summary>How a reply tells where its body ends.</summary>
public enum HttpFraming
{
    /// <summary>A correct Content-Length. The default.</summary>
    ContentLength,

    /// <summary>Transfer-Encoding: chunked, in several chunks with a chunk extension, even when HTTP/1.0 was asked for.</summary>
    Chunked,

    /// <summary>No length; the end of the connection ends the body.</summary>
    UntilClose,

    /// <summary>No length, and the connection stays open after the body: the client has to see by itself that the document is complete.</summary>
    NeverEnding,
}
