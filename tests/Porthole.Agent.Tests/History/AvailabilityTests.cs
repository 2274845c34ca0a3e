using Porthole.Agent.History;
using Porthole.Agent.Status;

namespace Porthole.Agent.Tests.History;

/// <summary>The strip of 24 hours of each forward.</summary>
public sealed class AvailabilityTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Of_NothingRecorded_IsUnknownForTheWholeDay()
    {
        var strip = Strip();

        strip.Spans.ShouldBe([new AvailabilitySpan(Now.AddHours(-24), null)]);
        strip.OpenShare.ShouldBeNull();
    }

    [Fact]
    public void Of_OpenSinceLastWeek_IsOpenAllDay()
    {
        var strip = Strip(At(-100, ForwardState.Failed), At(-99, ForwardState.Mapped));

        strip.Spans.ShouldBe([new AvailabilitySpan(Now.AddHours(-24), ForwardState.Mapped)]);
        strip.OpenShare.ShouldBe(1);
    }

    [Fact]
    public void Of_ClosedForAnHour_LosesThatHour()
    {
        var strip = Strip(At(-30, ForwardState.Mapped), At(-10, ForwardState.Failed), At(-9, ForwardState.Mapped));

        strip.Spans.Select(span => (span.State, (span.From - Now).TotalHours)).ShouldBe([(ForwardState.Mapped, -24), (ForwardState.Failed, -10), (ForwardState.Mapped, -9)]);
        strip.OpenShare.ShouldBe(0.9583);
    }

    [Fact]
    public void Of_AgentStoppedOrPaused_CountsNeitherWay()
    {
        var strip = Strip(At(-30, ForwardState.Mapped), Agent(-12, "stopped"), Agent(-8, "started"), At(-8, ForwardState.Mapped), At(-4, ForwardState.Paused));

        strip.Spans.Select(span => span.State).ShouldBe([ForwardState.Mapped, null, ForwardState.Mapped, ForwardState.Paused]);
        strip.OpenShare.ShouldBe(1);
    }

    [Fact]
    public void Of_ClockSetBack_StaysInOrder()
    {
        var strip = Strip(At(-5, ForwardState.Mapped), At(-7, ForwardState.Failed), At(-3, ForwardState.Mapped));

        strip.Spans.Select(span => span.From).ShouldBeInOrder();
        strip.Spans.Select(span => span.State).ShouldBe([null, ForwardState.Failed, ForwardState.Mapped]);
    }

    [Fact]
    public void Of_AnotherForward_IsNotMixedIn() =>
        AvailabilityDocument.Of([At(-5, ForwardState.Mapped)], ["door/rtsp", "yard/rtsp"], Now).Forwards.Select(strip => strip.Spans[^1].State).ShouldBe([ForwardState.Mapped, null]);

    private static AvailabilityStrip Strip(params Transition[] transitions) => AvailabilityDocument.Of(transitions, ["door/rtsp"], Now).Forwards.Single();

    private static Transition At(double hours, ForwardState state) =>
        new() { Kind = TransitionKind.Forward, Subject = "door/rtsp", Title = "Door rtsp", To = "", State = state, At = Now.AddHours(hours) };

    private static Transition Agent(double hours, string what) =>
        new() { Kind = TransitionKind.Agent, Subject = "agent", Title = "Porthole", To = what, At = Now.AddHours(hours) };
}
