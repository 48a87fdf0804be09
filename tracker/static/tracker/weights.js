// The sum of the weights while they are typed. Without it the sum is shown after each save.
document.querySelectorAll("form[data-weights]").forEach((form) => {
  const inputs = form.querySelectorAll("input[name$='-weight']");
  const output = form.querySelector("[data-sum]");
  const show = () => {
    // Up to four decimals: whole ten-thousandths add up exactly.
    const parts = [...inputs].map((input) => Math.round(Number(input.value.trim() || 0) * 10000));
    const sum = parts.reduce((whole, part) => whole + part, 0);
    output.value = Number.isNaN(sum) ? "?" : String(sum / 10000);
    output.parentElement.classList.toggle("is-off", sum !== 1000000);
  };
  form.addEventListener("input", show);
});
