using System.Net;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Identity;

/// <summary>
/// Looks for a device that is lost: a sweep of its network, then its brand's discovery. Both only make the operating system
/// find out who is where; the device itself is known by its MAC address in the neighbour table, and by an answer.
/// </summary>
internal sealed class LostDevices(INeighbourTable neighbours, IDeviceContact contact, IDeviceSearch search, TimeProvider time)
{
    /// <summary>A camera that restarts with a new address is back within half a minute or two.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(20);

    /// <summary>A camera that is switched off for good must not cost the network more than this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Linux asks three times, a second apart, before it gives an address up.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<LocalNetwork, (long Began, Task<int> Sweep)> _sweeps = [];

    /// <summary>How long to wait after a search that found nothing, the number of searches given.</summary>
    public static TimeSpan Pause(int searches) => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(searches, 10)));

    /// <summary>Stirs the network; yields where it was looked, in words.</summary>
    public async Task<string> StirAsync(WantedDevice wanted, CancellationToken cancellationToken)
    {
        var looked = await SweepAsync(wanted, cancellationToken);
        foreach (var address in await search.FindAsync(wanted, cancellationToken)) neighbours.Wake(address);
        await Task.Delay(AnswersWithin, time, cancellationToken);
        return looked;
    }

    /// <summary>Those of the addresses that answer, with the wanted MAC address behind them.</summary>
    public async Task<IReadOnlyList<IPAddress>> VerifyAsync(IReadOnlyList<IPAddress> candidates, string mac, int? port, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(candidates.Select(AskAsync));
        var table = neighbours.Read();
        return [.. candidates.Where((address, index) => answers[index] && table.Any(entry => entry.Address.Equals(address) && entry.Mac == mac))];

        async Task<bool> AskAsync(IPAddress address)
        {
            DeviceAnswer? answer = port is { } number
                ? await contact.ConnectAsync(new IPEndPoint(address, number), doubts: null, cancellationToken)
                : await contact.NudgeAsync(address, cancellationToken);
            return answer?.IsAnswer() == true;
        }
    }

    private async Task<string> SweepAsync(WantedDevice wanted, CancellationToken cancellationToken)
    {
        if (neighbours.Networks().FirstOrDefault(network => network.Contains(wanted.LastAddress)) is not { } network)
            return $"{wanted.LastAddress} is on none of this PC's networks, so that the device cannot be looked for by its MAC address.";
        var asked = await SharedSweepAsync(network, wanted.LastAddress, cancellationToken);
        return $"None of the {asked} nearest addresses of {network.LocalAddress}/{network.PrefixLength} answered with {wanted.Mac}.";
    }

    // Several devices lost at once, as after a power cut, share one sweep.
    private Task<int> SharedSweepAsync(LocalNetwork network, IPAddress centre, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_sweeps.TryGetValue(network, out var last) && (!last.Sweep.IsCompleted || time.GetElapsedTime(last.Began) < FirstPause)) return last.Sweep;
            var sweep = new SubnetSweep(neighbours, time).RunAsync(network, centre, cancellationToken);
            _sweeps[network] = (time.GetTimestamp(), sweep);
            return sweep;
        }
    }
}
