using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary>What it means when a device that was just registered opens what another one opens already: it is allowed, and seldom meant.</summary>
internal static class TwinNote
{
    /// <summary>A note about the first port that both open; null when there is none.</summary>
    public static string? Of(RegisteredDocument added, IEnumerable<RegisteredDocument> registered)
    {
        foreach (var other in registered.Where(other => other.Id != added.Id && other.Address == added.Address))
        {
            if (added.Ports.FirstOrDefault(port => other.Ports.Any(known => known.Internal == port.Internal && known.Protocol == port.Protocol)) is { } twice)
                return $"\"{other.Name}\" opens port {twice.Internal} of {added.Address} already. If it is the same camera, take one of the two out: porthole devices remove {added.Id}";
        }

        return null;
    }
}
