namespace Porthole.PortMapping.Upnp.Ssdp;

/// <summary>Knows a restart by the boot number of a device: BOOTID.UPNP.ORG (UPnP Device Architecture 1.1, 1.2.2) or 01-NLS.</summary>
internal sealed class BootNumbers
{
    // A gateway has a few root devices at most, each with its own number.
    private const int MostDevices = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a packet of the gateway; the evidence when it shows that the device restarted since its last one.</summary>
    public string? FindRestart(SsdpMessage message)
    {
        if (message.Kind == SsdpKind.ByeBye || message.BootId.Length == 0)
        {
            return null;
        }

        // An update announces the number to come: the device changes it, for a new interface, without a restart.
        var now = message is { Kind: SsdpKind.Update, NextBootId.Length: > 0 } ? message.NextBootId : message.BootId;
        lock (_lock)
        {
            if (!_numbers.TryGetValue(message.Device, out var before))
            {
                if (_numbers.Count < MostDevices)
                {
                    _numbers[message.Device] = now;
                }

                return null;
            }

            // The devices inside a root device share its number, and announce it one by one: one restart, told once.
            foreach (var device in _numbers.Where(pair => pair.Value == before).Select(pair => pair.Key).ToList())
            {
                _numbers[device] = now;
            }

            return before != now && before != message.BootId
                ? $"the boot number of {message.Device} went from {before} to {message.BootId}"
                : null;
        }
    }
}
