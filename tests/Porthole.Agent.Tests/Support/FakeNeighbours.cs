using System.Collections.Concurrent;
using System.Net;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Support;

/// <summary>A LAN of machines that a test moves: waking or connecting to one enters it into the neighbour table.</summary>
internal sealed class FakeNeighbours : INeighbourTable, IDeviceContact
{
    private readonly ConcurrentDictionary<IPAddress, string> _table = new();

    /// <summary>Who is where: the MAC address of each address.</summary>
    public ConcurrentDictionary<IPAddress, string> Machines { get; } = new();

    /// <summary>Addresses whose machine answers nothing but ARP.</summary>
    public ConcurrentDictionary<IPAddress, bool> Closed { get; } = new();

    public ConcurrentQueue<IPAddress> Woken { get; } = new();

    public ConcurrentQueue<IPEndPoint> Asked { get; } = new();

    public LocalNetwork Lan { get; init; } = new(IPAddress.Parse("127.0.1.1"), 24);

    public void Put(string address, string mac) => Machines[IPAddress.Parse(address)] = mac;

    public void Take(string address)
    {
        Machines.TryRemove(IPAddress.Parse(address), out _);
        _table.TryRemove(IPAddress.Parse(address), out _);
    }

    /// <summary>The machine at an address says who it is, as with its first packet to this PC.</summary>
    public void Announce(string address) => Wake(IPAddress.Parse(address));

    public IReadOnlyList<Neighbour> Read() => [.. _table.Select(entry => new Neighbour(entry.Key, entry.Value, "eth0"))];

    public IReadOnlyList<LocalNetwork> Networks() => [Lan];

    public void Wake(IPAddress address)
    {
        Woken.Enqueue(address);
        if (Machines.TryGetValue(address, out var mac)) _table[address] = mac;
    }

    public Task<DeviceAnswer> ConnectAsync(IPEndPoint target, Action? doubts, CancellationToken cancellationToken)
    {
        Asked.Enqueue(target);
        if (!Machines.TryGetValue(target.Address, out var mac))
        {
            doubts?.Invoke();
            return Task.FromResult(DeviceAnswer.Silent);
        }

        _table[target.Address] = mac;
        return Task.FromResult(Closed.ContainsKey(target.Address) ? DeviceAnswer.Silent : DeviceAnswer.Accepted);
    }

    public async Task<DeviceAnswer?> NudgeAsync(IPAddress address, CancellationToken cancellationToken) =>
        await ConnectAsync(new IPEndPoint(address, 9), null, cancellationToken);
}
