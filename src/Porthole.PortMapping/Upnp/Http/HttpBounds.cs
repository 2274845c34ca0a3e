namespace Porthole.PortMapping.Upnp.Http;

/// <summary>How long a router may take.</summary>
internal sealed record HttpBounds
{
    public static HttpBounds Default { get; } = new();

    /// <summary>The time to connect: one lost SYN and its resending after 1 s (3 s on Windows) fit in.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The time from the connection to the end of the reply. Some routers take more than 4 s to delete a mapping (BiglyBT).</summary>
    public TimeSpan Reply { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same by a connection that stood ready: a router that took it, and serves one at a time, may have forgotten it.</summary>
    public TimeSpan ReplyBySpare { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time for all that a request comes to, redirects and sending it anew among it: one exchange at its longest (14 s), and
    /// another as fast as routers are. Each step alone within its time could else hold a search for a minute and more.
    /// </summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After so much silence a body without a recognisable end counts as complete: routers leave connections open and claim lengths that never come.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After so much silence a body that has its claimed length, but stops inside its document, counts as complete: routers claim too little.</summary>
    public TimeSpan SilenceAfterLength { get; init; } = TimeSpan.FromMilliseconds(250);
}
