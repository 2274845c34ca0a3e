using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>Removes a mapping that nobody wishes any more, as far as it is still ours.</summary>
internal static class LeftoverCloser
{
    /// <summary>"Porthole-" and the four digits of the instance: less of a description than that does not tell whose a mapping is.</summary>
    private const int LeastDescription = 13;

    /// <summary>Whether nothing of it is left on the router; false when it is worth another try.</summary>
    public static async Task<bool> CloseAsync(RouterCalls calls, IGatewayProtocol protocol, Mapping mapping, CancellationToken cancellationToken)
    {
        if (protocol.CanRead)
        {
            var entry = await calls.ReadAsync(protocol, mapping, cancellationToken);
            if (entry.Refusal is { Reason: RefusalReason.NotFound } || (entry.IsGranted && !IsOurs(entry.Value, mapping))) return true;
            if (!entry.IsGranted) return false;
        }

        return (await calls.UnmapAsync(protocol, mapping, cancellationToken)).IsGranted;
    }

    // The port may be somebody else's by now, be it another PC with a copy of this one's state folder. Some routers cut descriptions
    // short, and some do not tell where an entry leads.
    private static bool IsOurs(TableEntry entry, Mapping mapping) =>
        (entry.InternalAddress is null || entry.InternalAddress.Equals(mapping.Internal.Address))
        && (entry.Description == mapping.Description
            || (entry.Description.Length >= LeastDescription && mapping.Description.StartsWith(entry.Description, StringComparison.Ordinal)));
}
