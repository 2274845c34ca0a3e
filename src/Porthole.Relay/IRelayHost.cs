using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;

namespace Porthole.Relay;

/// <summary>All relay listeners of this PC, with the limits they share.</summary>
/// <remarks>Its methods may be called from any thread. Disposing it stops every listener as <see cref="IRelayListener"/> says, and ends <see cref="Events"/>.</remarks>
public interface IRelayHost : IAsyncDisposable
{
    /// <summary>What happened that somebody may want to know, in order; one reader. Bounded: the oldest is dropped when nobody reads.</summary>
    ChannelReader<RelayEvent> Events { get; }

    /// <summary>Starts a listener. A port in use, an address this PC does not have and missing rights are values, not exceptions.</summary>
    RelayStart Start(RelayRoute route);

    /// <summary>
    /// Applies new limits to new connections and new times to all; live connections go on, except those of sources that
    /// <see cref="RelayOptions.AllowFrom"/> no longer allows.
    /// </summary>
    /// <exception cref="ArgumentException">A value is out of its range (<see cref="RelayOptions.Validate"/>).</exception>
    void Update(RelayOptions options);

    /// <summary>The sources that are blocked at this moment because they kept failing.</summary>
    ImmutableArray<RelayBlock> Blocked();

    /// <summary>Lets a blocked source in again at once; false when it was not blocked.</summary>
    bool Unblock(IPAddress source);
}

/// <summary>A source that is blocked because it kept failing.</summary>
/// <param name="Source">Its IPv4 address, or the first address of its IPv6 /64.</param>
/// <param name="Until">When it may connect again.</param>
public sealed record RelayBlock(IPAddress Source, DateTimeOffset Until);
