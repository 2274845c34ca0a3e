namespace Porthole.Agent.Forwarding;

/// <summary>
/// Notices that this PC slept or that its clock was set, by two clocks: the wall clock, and the steady one that timers run on.
/// Linux stops the steady clock in suspend (CLOCK_MONOTONIC), so that the two drift apart and every timer is late; Windows
/// lets it run on, so that a beat is missed.
/// </summary>
internal sealed class ClockWatch(ForwardingLoop loop, TimeProvider time)
{
    /// <summary>Two seconds after waking is soon enough: the network takes as long to come back.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>More than a busy PC delays a timer or a time service corrects a clock; much less than a lease.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        var (steady, wall) = (time.GetTimestamp(), time.GetUtcNow());
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var beat = time.GetElapsedTime(steady);
            var drift = time.GetUtcNow() - wall - beat;
            (steady, wall) = (time.GetTimestamp(), time.GetUtcNow());
            if (drift.Duration() > Tolerance) loop.Post(new LoopEvent.ClockJumped($"the wall clock moved by {drift.TotalSeconds:+0;-0} s against the steady one"));
            else if (beat > Tolerance) loop.Post(new LoopEvent.ClockJumped($"nothing ran for {beat.TotalSeconds:0} s"));
        }
    }
}
