namespace Porthole.Simulation.Tests.Support;

/// <summary>Waits for what another task does soon.</summary>
internal static class Poll
{
    /// <summary>Fails only after a time that no healthy machine needs, however loaded.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (condition())
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        condition().ShouldBeTrue(what);
    }
}
