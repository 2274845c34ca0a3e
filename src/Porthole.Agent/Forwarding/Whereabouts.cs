using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Identity;

namespace Porthole.Agent.Forwarding;

/// <summary>Where the devices are that are not where the registry says, as the loop was told last.</summary>
internal sealed class Whereabouts
{
    private readonly Dictionary<string, (IPAddress Registered, DeviceStanding Standing)> _standings = new(StringComparer.Ordinal);

    public void Note(LoopEvent.DeviceMoved moved)
    {
        if (moved.Standing is { } standing) _standings[moved.Device] = (moved.Registered, standing);
        else _standings.Remove(moved.Device);
    }

    /// <summary>The wishes with the addresses in force. What was told of another registered address, or of another MAC address, is of the past.</summary>
    public ImmutableArray<WishedForward> Apply(ImmutableArray<WishedForward> wishes) =>
        _standings.Count == 0 ? wishes : [.. wishes.Select(Apply)];

    private WishedForward Apply(WishedForward wish) =>
        _standings.TryGetValue(wish.Device, out var known) && known.Registered.Equals(wish.Address) && (wish.Mac is null || wish.Mac == known.Standing.Mac)
            ? wish with { Address = known.Standing.Address, Standing = known.Standing }
            : wish;
}
