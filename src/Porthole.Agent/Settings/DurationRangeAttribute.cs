using System.ComponentModel.DataAnnotations;

namespace Porthole.Agent.Settings;

/// <summary>Says which durations a setting may have; both bounds belong to the range.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum) : ValidationAttribute
{
    public string Minimum { get; } = minimum;

    public string Maximum { get; } = maximum;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan duration && duration >= TimeSpan.Parse(Minimum) && duration <= TimeSpan.Parse(Maximum)
            ? ValidationResult.Success
            : new ValidationResult($"{value} is out of range. Give {Minimum} to {Maximum} (hours:minutes:seconds).", [validationContext.MemberName!]);
}

/// <summary>Says which numbers a setting may have; both bounds belong to the range.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberRangeAttribute(int minimum, int maximum) : ValidationAttribute
{
    public int Minimum { get; } = minimum;

    public int Maximum { get; } = maximum;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || (value is int number && number >= Minimum && number <= Maximum)
            ? ValidationResult.Success
            : new ValidationResult($"{value} is out of range. Give {Minimum} to {Maximum}.", [validationContext.MemberName!]);
}
