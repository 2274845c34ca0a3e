using Porthole.Agent.Cli.Devices;

namespace Porthole.Agent.Tests.Cli.Devices;

public sealed class DeviceQuestionsTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("192.168.1.64")]
    public void JudgeAddress_AnAddress_IsTaken(string text) => DeviceQuestions.JudgeAddress(text).Successful.ShouldBeTrue();

    [Theory]
    [InlineData("192.168.001.064", "192.168.1.64")]
    [InlineData("192.168.1", "192.168.1.20")]
    [InlineData("camera", "192.168.1.20")]
    public void JudgeAddress_None_SaysWhatToType(string text, string advice) => DeviceQuestions.JudgeAddress(text).Message.ShouldNotBeNull().ShouldEndWith($"{advice}.");
}
