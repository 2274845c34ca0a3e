using Porthole.Relay.Listening;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Listening;

public sealed class BackoffTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Wait_ErrorAfterError_DoublesFrom5MillisecondsToASecond()
    {
        var sut = new Backoff(_time);
        foreach (var milliseconds in new[] { 5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000 })
            await LastsAsync(sut, milliseconds);

        sut.Reset();
        await LastsAsync(sut, 5);
    }

    [Fact]
    public async Task Wait_Stopped_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var wait = new Backoff(_time).WaitAsync(stop.Token);

        await stop.CancelAsync();

        await wait.InTimeAsync();
    }

    private async Task LastsAsync(Backoff sut, int milliseconds)
    {
        var wait = sut.WaitAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        wait.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await wait.InTimeAsync();
    }
}
