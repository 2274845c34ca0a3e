using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Discovery.Looking;

/// <summary>Looks which well-known ports of a device accept a connection: one connect each, closed at once, nothing sent.</summary>
internal sealed class PortLook(TimeProvider time) : IDisposable
{
    /// <summary>RTSP's port: what has it is worth a closer look.</summary>
    public const int Rtsp = 554;

    /// <summary>Many connects at once look like an attack to the device and to this PC's own firewall.</summary>
    private const int MostAtOnce = 96;

    /// <summary>Cameras with one slow processor drop connects that come in a burst.</summary>
    private const int MostAtOncePerDevice = 4;

    /// <summary>On a LAN a port answers within milliseconds; what does not is behind a firewall.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>The ports of all brands, the most telling first.</summary>
    private static readonly ImmutableArray<int> WellKnown =
        [.. new[] { Rtsp, 80, 8000, 37777, 34567, 9000, 443 }.Union(BrandPresets.All.SelectMany(preset => preset.Ports).Where(port => port.Protocol == Transport.Tcp).Select(port => port.Number)).Union([8080, 8554])];

    private readonly SemaphoreSlim _room = new(MostAtOnce);

    /// <summary>The open ones among the well-known ports.</summary>
    public async Task<ImmutableArray<DevicePort>> LookAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var open = new List<DevicePort>();
        await Parallel.ForEachAsync(
            WellKnown,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOncePerDevice, CancellationToken = cancellationToken },
            async (port, stop) =>
            {
                if (!await AcceptsAsync(address, port, stop)) return;
                lock (open) open.Add(new DevicePort(null, port));
            });
        return [.. open.OrderBy(port => port.Number)];
    }

    /// <summary>Whether one port accepts a connection.</summary>
    public async Task<bool> AcceptsAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(address, port), either.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();
}
