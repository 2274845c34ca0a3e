using System.Net.Sockets;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Router.Forwarding;

/// <summary>Carries the TCP connections of one mapping; a half-close is carried through.</summary>
internal sealed class TcpForwarder(SimulatedMapping mapping)
{
    // One read of a busy camera stream; larger gains nothing on one machine.
    private const int BufferSize = 32 * 1024;

    public async Task ServeAsync(Socket viewer, CancellationToken cancellationToken)
    {
        if (!Forwarder.LetsIn(mapping, viewer.RemoteEndPoint))
        {
            Sockets.Reset(viewer);
            return;
        }

        using var device = Forwarder.SocketFor(viewer.RemoteEndPoint, mapping);
        device.NoDelay = true;
        try
        {
            await device.ConnectAsync(mapping.Internal, cancellationToken);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // A NAT lets the device's reset through to the viewer; a mapping that is dropped now ends the same way.
            Sockets.Reset(viewer);
            return;
        }

        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(PumpAsync(viewer, device, broken), PumpAsync(device, viewer, broken));
        if (broken.IsCancellationRequested)
        {
            Sockets.Reset(viewer);
            Sockets.Reset(device);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationTokenSource broken)
    {
        try
        {
            var buffer = new byte[BufferSize];
            int received;
            while ((received = await from.ReceiveAsync(buffer, broken.Token)) > 0)
                await Sockets.SendAllAsync(to, buffer.AsMemory(0, received), broken.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            await broken.CancelAsync();
        }
    }
}
