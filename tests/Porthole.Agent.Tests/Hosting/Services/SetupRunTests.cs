using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Tests.Hosting.Services;

public sealed class SetupRunTests
{
    private readonly List<string> _happened = [];
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Install_EveryStepSucceeds_SaysEach()
    {
        (await Run().InstallAsync([Step("one"), Step("two")])).ShouldBeTrue();

        _happened.ShouldBe(["one", "two"]);
        _output.ToString().ShouldBe($"  one{Environment.NewLine}  two{Environment.NewLine}");
        _error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Install_StepFails_UndoesThoseBeforeInReverse()
    {
        (await Run().InstallAsync([Step("one"), Step("two"), Step("three", "the disk is full"), Step("four")])).ShouldBeFalse();

        _happened.ShouldBe(["one", "two", "three", "undo two", "undo one"]);
        _error.ToString().ShouldContain("porthole: failed: three: the disk is full");
        _error.ToString().ShouldContain("undone: two");
        _error.ToString().ShouldEndWith($"Everything is as it was before.{Environment.NewLine}");
    }

    [Fact]
    public async Task Install_FirstStepFails_NothingWasChanged()
    {
        (await Run().InstallAsync([Step("one", "no")])).ShouldBeFalse();

        _error.ToString().ShouldEndWith($"Nothing was changed.{Environment.NewLine}");
    }

    [Fact]
    public async Task Install_SystemSaysNoByException_IsAnObstacle()
    {
        var step = SetupStep.At("one", (Action)(() => throw new UnauthorizedAccessException("denied")));

        (await Run().InstallAsync([step])).ShouldBeFalse();

        _error.ToString().ShouldContain("failed: one: denied");
    }

    [Fact]
    public async Task Install_OptionalStepFails_GoesOnAndSaysSo()
    {
        (await Run().InstallAsync([Step("one"), Step("two", "not known here") with { IsOptional = true }, Step("three")])).ShouldBeTrue();

        _happened.ShouldBe(["one", "two", "three"]);
        _output.ToString().ShouldContain("left out: two (not known here)");
    }

    [Fact]
    public async Task Install_UndoFails_SaysWhatIsLeftAndUndoesTheRest()
    {
        var stubborn = SetupStep.At("two", () => { }, () => throw new IOException("in use"));

        (await Run().InstallAsync([Step("one"), stubborn, Step("three", "no")])).ShouldBeFalse();

        _error.ToString().ShouldContain("left behind: two: in use");
        _happened.ShouldContain("undo one");
    }

    [Fact]
    public async Task Remove_StepFails_DoesTheOthers()
    {
        (await Run().RemoveAsync([Step("one", "in use"), Step("two")])).ShouldBeFalse();

        _happened.ShouldBe(["one", "two"]);
        _error.ToString().ShouldContain("left behind: one: in use");
    }

    private SetupRun Run() => new(_output, _error);

    private SetupStep Step(string what, string? obstacle = null) => SetupStep.At(
        what,
        () =>
        {
            _happened.Add(what);
            return obstacle;
        },
        () => _happened.Add($"undo {what}"));
}
