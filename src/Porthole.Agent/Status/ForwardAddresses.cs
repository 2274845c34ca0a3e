
namespace Porthole.Agent.Status;

/// <summary>The addresses of a forward as text, the same for every face.</summary>
internal static class ForwardAddresses
{
    /// <summary>Where somebody outside reaches it; null while that is not known or not possible.</summary>
    public static string? External(ForwardSnapshot forward, StatusSnapshot snapshot)
    {
        if (!forward.Held.IsMapped || forward.Held.Mapping is not { } mapping) return null;

        // The gateway's own word is newer than what a grant said half a lease ago.
        var address = snapshot.ExternalAddress.Address ?? mapping.ExternalAddress;
        return address is null ? null : $"{address}:{mapping.ExternalPort}";
    }

    /// <summary>Where it leads: what a mapping says, for a device that has just moved is still mapped to its old address for a moment; else the device's own address and port.</summary>
    public static string Target(ForwardSnapshot forward, StatusSnapshot snapshot) =>
        forward.Held is { Route: Route.Direct, Mapping: { } mapping } ? mapping.Internal.ToString() : Internal(forward, snapshot);

    /// <summary>The device's own address and port.</summary>
    public static string Internal(ForwardSnapshot forward, StatusSnapshot snapshot) => $"{InternalHost(forward, snapshot)}:{forward.Wish.InternalPort}";

    /// <summary>The device's own address.</summary>
    public static string InternalHost(ForwardSnapshot forward, StatusSnapshot snapshot) =>
        forward.Wish.Address?.ToString() ?? snapshot.Gateway?.LocalAddress.ToString() ?? "localhost";
}
