using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>A test with a lab of its own. When the test fails, what the agent and the router said stands beside the failure.</summary>
public abstract class Scenario : IAsyncLifetime
{
    private RouterLab? _lab;

    protected RouterLab Lab => _lab ?? throw new InvalidOperationException("The lab does not stand.");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(LabRequirements.Missing is not null, LabRequirements.Missing ?? "");
        _lab = await RouterLab.BuildAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_lab is null)
            return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(await _lab.DescribeAsync());
        await _lab.DisposeAsync();
    }
}
