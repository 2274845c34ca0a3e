using System.Threading.Channels;

namespace Porthole.PortMapping.Discovery;

/// <summary>Lets one caller in at a time, in the order of asking; unlike a semaphore it needs no disposal under the feet of those who wait.</summary>
internal sealed class AsyncTurn
{
    private readonly Channel<bool> _slot = Channel.CreateBounded<bool>(1);

    public ValueTask TakeAsync(CancellationToken cancellationToken) => _slot.Writer.WriteAsync(true, cancellationToken);

    public void Give() => _slot.Reader.TryRead(out _);
}
