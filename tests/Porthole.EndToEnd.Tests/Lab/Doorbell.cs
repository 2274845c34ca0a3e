using System.Net.Sockets;
using System.Text;

namespace Porthole.Lab;

/// <summary>
/// A port of a device that says the device's name to whoever connects, and hangs up. It lives in the test's process: it has to answer
/// hundreds of callers a second.
/// </summary>
public sealed class Doorbell : IDisposable
{
    // A device that says less looks to the relay like one that shows a scanner the door.
    private const int Length = 2048;

    private readonly Socket _socket;
    private readonly byte[] _name;
    private readonly CancellationTokenSource _stop = new();

    internal Doorbell(Socket socket, string name)
    {
        (_socket, _name) = (socket, Encoding.ASCII.GetBytes(name.PadRight(Length)));
        _ = Task.Run(() => AnswerAsync(_stop.Token));
    }

    /// <summary>Closes the port.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                using var caller = await _socket.AcceptAsync(stop);
                await caller.SendAsync(_name, SocketFlags.None, stop);
            }
            catch (SocketException) when (!stop.IsCancellationRequested)
            {
                // The caller has gone away.
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }
}
